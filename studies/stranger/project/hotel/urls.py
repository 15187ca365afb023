from django.urls import path

from rooms import views

urlpatterns = [path("arrivals/<int:house_id>/", views.arrivals)]
