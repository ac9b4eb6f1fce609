"""The obj-remove protocol from the other side: an ASGI app with a task queue and a picture store."""
