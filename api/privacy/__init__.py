"""One person's data: found, handed out, erased; and what is erased when its time is over."""
