"""The learned part of understanding: which purpose a sentence has."""

import re
from typing import Any

import numpy as np
import numpy.typing as npt
import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.svm import LinearSVC

FILE_NAME = "intents.skops"
# What TF-IDF weights are kept in; skops trusts scikit-learn and numpy by itself and refuses everything else.
TRUSTED_TYPES = ["scipy.sparse._csr.csr_matrix"]
# How a sentence begins and ends tells much of what it is for, so the edges count as a character.
EDGE = "|"
ENDS = re.compile(r"^\W{1,9}|\W{1,9}$")
TEMPERATURES = np.geomspace(0.05, 2.0, 40)
# A sentence of which fewer characters than this share ever stood in a purpose's examples is not taken to have that purpose.
FAMILIAR = 0.5
UNKNOWN = {"name": "nlu_fallback", "confidence": 0.0}


def confidences(margins: npt.NDArray[np.float64], temperature: float) -> npt.NDArray[np.float64]:
    """Gives one row of confidences per row of margins, each summing to 1."""
    scaled = margins / temperature
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def fit_temperature(margins: npt.NDArray[np.float64], rows: npt.NDArray[np.intp]) -> float:
    """Gives the temperature at which held-out margins say best how often they are right (least log loss)."""
    losses = [
        -np.log(confidences(margins, temperature)[np.arange(len(rows)), rows] + 1e-12).mean() for temperature in TEMPERATURES
    ]
    return float(TEMPERATURES[int(np.argmin(losses))])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """TF-IDF over characters and words, a linear support vector machine, confidences by temperature scaling.

    The confidence is a softmax over margins, scaled on folds held out during training: close to calibrated on
    sentences like the training data, somewhat too sure of itself on others.
    """

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, model: dict[str, Any] | None = None
    ) -> None:
        """Takes the trained parts, if there are any yet."""
        self.config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def required_components(cls) -> list[type]:
        """Gives what must stand before this stage: words come from the tokenizer."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Gives the settings config.yml may change."""
        return {"characters": [1, 2], "words": [1, 1], "weight_of_words": 0.5, "penalty": 1.0, "folds": 5, "ranking_length": 5}

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> "LinearIntentClassifier":
        """Gives an untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "LinearIntentClassifier":
        """Gives the trained classifier of a model; no pickle is read."""
        with model_storage.read_from(resource) as folder:
            model = skops.io.load(folder / FILE_NAME, trusted=TRUSTED_TYPES)
        return cls(config, model_storage, resource, model)

    def train(self, training_data: TrainingData) -> Resource:
        """Fits vectorizers, classifier and temperature, and stores them."""
        examples = [message for message in training_data.intent_examples if message.get(TEXT)]
        intents = np.array([message.get(INTENT) for message in examples])
        low, high = self.config["characters"]
        few, many = self.config["words"]
        characters = TfidfVectorizer(analyzer="char", ngram_range=(low, high), sublinear_tf=True)
        words = TfidfVectorizer(token_pattern=r"\S+", ngram_range=(few, many), sublinear_tf=True)
        characters.fit(sentences(examples))
        words.fit(cut_sentences(examples))
        classifier = LinearSVC(C=self.config["penalty"], class_weight="balanced", random_state=0)
        self._model = {"characters": characters, "words": words, "classifier": classifier}
        features = self._features(examples)
        folds = StratifiedKFold(self.config["folds"], shuffle=True, random_state=0)
        margins = cross_val_predict(classifier, features, intents, cv=folds, method="decision_function")
        classifier.fit(features, intents)
        rows = np.searchsorted(classifier.classes_, intents)
        self._model["temperature"] = fit_temperature(margins, rows)
        self._model["letters"] = {intent: letters_of(examples, intent) for intent in map(str, classifier.classes_)}
        with self._model_storage.write_to(self._resource) as folder:
            skops.io.dump(self._model, folder / FILE_NAME)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leaves the training data as it is: no later stage learns from predictions."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the likeliest intent and the ranking on each message that has text."""
        for message in messages:
            if self._model is not None and message.get(TEXT):
                self._classify(message, self._model)
        return messages

    def _classify(self, message: Message, model: dict[str, Any]) -> None:
        margins = np.atleast_2d(model["classifier"].decision_function(self._features([message])))
        shares = confidences(margins, model["temperature"])[0]
        order = np.argsort(-shares)[: self.config["ranking_length"]]
        ranking = [{"name": str(model["classifier"].classes_[row]), "confidence": float(shares[row])} for row in order]
        familiar = is_familiar(message.get(TEXT), model["letters"][ranking[0]["name"]])
        message.set("intent", ranking[0] if familiar else UNKNOWN, add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)

    def _features(self, messages: list[Message]) -> csr_matrix:
        if self._model is None:
            raise ValueError("The classifier is not trained.")
        words = self._model["words"].transform(cut_sentences(messages))
        return hstack([self._model["characters"].transform(sentences(messages)), self.config["weight_of_words"] * words]).tocsr()


def letters_of(examples: list[Message], intent: str) -> str:
    """Gives the letters and digits that stand in the examples of a purpose, each once."""
    texts = (example.get(TEXT).lower() for example in examples if example.get(INTENT) == intent)
    return "".join(sorted({letter for text in texts for letter in text if letter.isalnum()}))


def is_familiar(text: str, letters: str) -> bool:
    """Tells whether enough of a sentence was seen in the examples of a purpose; a string of sounds looks like any short word."""
    said = {letter for letter in text.lower() if letter.isalnum()}
    return sum(letter in letters for letter in said) >= FAMILIAR * len(said)


def sentences(messages: list[Message]) -> list[str]:
    """Gives the texts as the vectorizer reads them: with marks where they begin and end, without stops there.

    What has neither letters nor digits gets no marks, so that it looks like nothing that was learned.
    """
    texts = [ENDS.sub("", message.get(TEXT).lower()) for message in messages]
    return [f"{EDGE}{text}{EDGE}" if text.strip() else text for text in texts]


def cut_sentences(messages: list[Message]) -> list[str]:
    """Gives the texts as words with spaces between them, as the tokenizer cut them."""
    return [" ".join(token.text for token in message.get(TOKENS_NAMES[TEXT], [])) for message in messages]
