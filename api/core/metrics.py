"""What Prometheus reads at `/metrics`."""

from prometheus_client import Counter, Histogram

TURNS = Counter("jiuzhu_turns_total", "Turns of residents, by outcome.", ["outcome"])
REQUESTS = Histogram("jiuzhu_request_seconds", "Time to answer a request.", ["route", "method", "status"])
HANDOVERS = Counter("jiuzhu_handovers_total", "Conversations handed to a person, by reason.", ["reason"])
APPLICATIONS = Counter("jiuzhu_applications_total", "Applications submitted.")
DELIVERIES = Counter("jiuzhu_deliveries_total", "Attempts to send what leaves the building.", ["destination", "outcome"])
SEARCHES = Counter("jiuzhu_searches_total", "Searches, by whether they could be answered.", ["answerable"])
