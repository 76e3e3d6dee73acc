"""Finds the policy that answers a question and the clause it stands in, or says that nothing does.

Imports `knowledge` only. Serving the embedded encoder never imports torch; `retrieval.training` does.
"""
