"""The service: the only public process. Chat, assessment, search, applications, hand-over and staff pages over HTTP."""
