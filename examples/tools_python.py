"""Tools as typed Python: a function and a Pydantic model.

PYTHONPATH=examples callwright tools tools_python:TOOLS
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator


class Flight(BaseModel):
    number: str
    departs: date
    price: float


def find_flights(
    origin: Annotated[str, Field(pattern="^[A-Z]{3}$", description="Airport code, e.g. OSL")],
    destination: Annotated[str, Field(pattern="^[A-Z]{3}$", description="Airport code, e.g. JFK")],
    day: date,
    cabin: Literal["economy", "business"] = "economy",
) -> list[Flight]:
    """Find flights on one day.

    Args:
        day: Day of departure.
        cabin: Class of travel.
    """
    price = 120.0 if cabin == "economy" else 640.0
    return [Flight(number=f"{origin[0]}{destination[0]} 101", departs=day, price=price)]


class BookFlight(BaseModel):
    """Book a flight that was found."""

    number: str = Field(description="Flight number as find_flights gave it")
    adults: int = Field(1, ge=1, le=9, description="Travellers of 12 years or more")
    infants: int = Field(0, ge=0, le=9, description="Children under 2, on an adult's lap")

    @model_validator(mode="after")
    def _a_lap_for_every_infant(self) -> "BookFlight":
        if self.infants > self.adults:
            raise ValueError("each infant needs an adult")
        return self


TOOLS = [find_flights, BookFlight]
