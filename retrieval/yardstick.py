"""The plain method everything here is held against: cosine over character TF-IDF, on the same texts of the same policies."""

from __future__ import annotations

from sklearn.feature_extraction.text import TfidfVectorizer

from retrieval.search import SearchIndex
from retrieval.text import normalise
from retrieval.view import Floats, View


class Yardstick:
    """scikit-learn's TF-IDF over the texts of a view, a policy's best texts counting as they do for the other parts."""

    def __init__(self, index: SearchIndex, view: View) -> None:
        self._vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
        self._texts = self._vectorizer.fit_transform([normalise(index.contents.texts[row].text) for row in view.texts])
        self._view, self._pooled = view, index.contents.manifest.calibration.pooled

    def scores(self, text: str) -> Floats:
        """How near every policy of the view is to a normalised text, 0 to 1."""
        likeness = (self._texts @ self._vectorizer.transform([text]).T).toarray().ravel()
        return self._view.pool(likeness.astype("float32"), self._pooled)
