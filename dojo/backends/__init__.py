"""The backends: fakeredis in this process, a server at a URL, or a container that this run starts."""
