"""Portals and destinations served before communes were known get what `cms.catalog.places` adds."""

from django.db import migrations


def add_communes(apps, schema_editor):
    Place = apps.get_model("catalog", "Place")
    Portal = apps.get_model("portals", "Portal")
    Destination = apps.get_model("portals", "Destination")
    Commune = apps.get_model("portals", "Commune")

    def shown(commune):
        names = commune.origins.values_list("predecessor__name", flat=True)
        return {
            "id": commune.pk,
            "name": commune.name,
            "province": commune.province,
            "since": commune.valid_from.isoformat() if commune.valid_from else None,
            "formerly": sorted(names),
        }

    for place in Place.objects.filter(kind="portal"):
        district = Portal.objects.values_list("district", flat=True).get(pk=place.object_id)
        found = Commune.objects.filter(origins__predecessor__district=district)
        found = found if district else Commune.objects.none()
        place.data["district"] = district
        place.data["successors"] = [shown(one) for one in found.distinct().order_by("name", "pk")]
        place.save()
    for place in Place.objects.filter(kind="destination"):
        commune = Destination.objects.get(pk=place.object_id).commune
        place.data["commune"] = shown(commune) if commune else None
        place.save()


class Migration(migrations.Migration):

    dependencies = [
        ("catalog", "0002_search_index"),
        ("portals", "0003_communes_and_section_maps"),
    ]

    operations = [migrations.RunPython(add_communes, migrations.RunPython.noop)]
