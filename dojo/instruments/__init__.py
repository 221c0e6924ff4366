"""The instruments: what a test moves or measures besides the wire, such as time."""
