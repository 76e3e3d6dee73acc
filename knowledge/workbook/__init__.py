"""The catalogue as an Excel workbook, for the departments who keep it: out, edited, and in again as a whole or not at all."""
