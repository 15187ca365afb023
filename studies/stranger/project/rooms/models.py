from django.db import models


class House(models.Model):
    name = models.CharField(max_length=60)


class Room(models.Model):
    house = models.ForeignKey(House, models.CASCADE, related_name="rooms")
    number = models.CharField(max_length=10)


class Guest(models.Model):
    name = models.CharField(max_length=60)


class Booking(models.Model):
    room = models.ForeignKey(Room, models.CASCADE, related_name="bookings")
    guest = models.ForeignKey(Guest, models.CASCADE)
    arrival = models.DateField()
