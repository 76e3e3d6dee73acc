"""Letters to staff over a mail server; webhooks for notices go the way of `api.gateway`."""
