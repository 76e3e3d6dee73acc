"""Matters staff are told of: work orders of the hotline and problems met on visits. One way to file, handle and export both."""
