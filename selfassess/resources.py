"""Where the product's own files and its data are, in a source checkout and once installed."""

from pathlib import Path
from typing import Literal

PACKAGE_FOLDER = Path(__file__).resolve().parent
CHECKOUT_FOLDER = PACKAGE_FOLDER.parent


def in_checkout() -> bool:
    """Whether the program runs from a source checkout rather than from an installed package."""
    return (CHECKOUT_FOLDER / "requirements.lock").is_file()


def resource_folder(name: Literal["questionnaires", "templates", "exports"]) -> Path:
    """The folder that holds these files of the product."""
    return (CHECKOUT_FOLDER if in_checkout() else PACKAGE_FOLDER) / name


def default_data_folder() -> Path:
    """The folder that holds the database when the person names no other; it may not exist yet."""
    if in_checkout():
        return CHECKOUT_FOLDER / "data"
    from platformdirs import user_data_path

    return user_data_path("selfassess", appauthor=False)
