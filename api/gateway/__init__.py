"""What leaves the building: kept in an outbox, signed, sent again until it was taken."""
