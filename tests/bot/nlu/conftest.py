"""Loads the pipeline once; what jieba and spaCy warn of while being compiled is theirs and not a failure of ours."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from bot.nlu import understand

understand("")
