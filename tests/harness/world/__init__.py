"""A made world: municipalities with staff, people, dossiers and talks, by the services that the screens use, full of canaries."""

from tests.harness.world.town import File, Town, World, build_world

__all__ = ["File", "Town", "World", "build_world"]
