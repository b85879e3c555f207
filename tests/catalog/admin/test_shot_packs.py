"""Shot packs in the configuration."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from catalog.models import ShotPack
from tests.factories import make_image_model, make_placement, make_template
from tests.html import flat

pytestmark = pytest.mark.django_db


def body(*lines):
    """What the form of a new pack sends."""
    fields = {"name": "Two shots", "slug": "two-shots", "purpose": "", "position": 0, "is_enabled": "on"}
    fields |= {"lines-TOTAL_FORMS": len(lines), "lines-INITIAL_FORMS": 0}
    for number, line in enumerate(lines):
        fields |= {f"lines-{number}-{name}": value for name, value in {"position": number, **line}.items()}
    return fields


def test_an_admin_makes_a_pack(client_of, ada):
    placement = make_placement()
    template = make_template(placements=[placement])
    line = {"placement": placement.pk, "template": template.pk, "count": 9}
    answer = client_of(ada).post(reverse("admin:catalog_shotpack_add"), body(line))
    assert answer.status_code == HTTPStatus.FOUND
    made = ShotPack.objects.get().lines.get()
    assert (made.placement, made.template, made.count) == (placement, template, 9)


def test_a_template_that_was_not_written_for_the_placement_is_refused(client_of, ada):
    template, placement = make_template(), make_placement(name="Hero")
    answer = client_of(ada).post(
        reverse("admin:catalog_shotpack_add"), body({"placement": placement.pk, "template": template.pk})
    )
    assert f"{template} was not written for Hero." in flat(answer)
    assert not ShotPack.objects.exists()


def test_a_model_that_may_not_draw_there_is_refused(client_of, ada):
    placement, model = make_placement(name="Hero"), make_image_model(name="Foreign")
    line = {"placement": placement.pk, "template": make_template(placements=[placement]).pk, "image_model": model.pk}
    answer = client_of(ada).post(reverse("admin:catalog_shotpack_add"), body(line))
    assert "Foreign may not be used for Hero." in flat(answer)
    assert not ShotPack.objects.exists()
