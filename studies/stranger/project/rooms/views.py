from django.core.cache import cache
from django.shortcuts import render

from rooms.models import Booking, House


def house_name(house_id):
    return cache.get_or_set(
        f"house:{house_id}:name", lambda: House.objects.values_list("name", flat=True).get(id=house_id)
    )


def arrivals(request, house_id):
    bookings = (
        Booking.objects.filter(room__house_id=house_id)
        .select_related("room", "guest")
        .order_by("arrival", "id")[:50]
    )
    return render(
        request, "arrivals.html", {"house": house_name(house_id), "bookings": bookings}
    )
