"""Two rooms: a student's code and the tests never share a process.

`wire` carries messages, `codec` turns values into messages and back, `peer` calls functions of the
other room. Nothing here knows what a notebook is.
"""
