"""Photos and documents of an application: taken in by their content, kept encrypted, shown to those who may."""
