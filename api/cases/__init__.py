"""The work on an application: its parts, their states, clocks and departments."""
