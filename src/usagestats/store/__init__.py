"""Where counted usage is kept between runs."""
