"""The one place that makes HTTP clients: time-outs, certificates, proxies, what an URL may be."""
