"""How marks are drawn over the photo, as the settings say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from objremove_gui.settings import Settings
from objremove_gui.ui.editor import Editor

if TYPE_CHECKING:
    from objremove_gui.ui.canvas.buffers import Overlay
    from objremove_gui.ui.canvas.scene import Scene
    from objremove_gui.ui.main_window import MainWindow


class MaskLook:
    """Keeps the canvas, the bar above it and the menu in step with the settings."""

    def __init__(self, window: MainWindow, settings: Settings, editor: Editor) -> None:
        self._window = window
        self._settings = settings
        self._editor = editor
        settings.on_change.append(self._on_setting)

    def _on_setting(self, key: str) -> None:
        if key.startswith("overlay_"):
            self.show()

    def show(self) -> None:
        """Show it on the picture that is there."""
        window, scene, get = self._window, self._editor.scene, self._settings.get
        window.options.set_opacity(get("overlay_opacity"))
        window.actions_by_id["showReachAction"].setChecked(get("overlay_ring"))
        window.actions_by_id["showCropsAction"].setChecked(get("overlay_crops"))
        if scene is not None:
            window.canvas.set_overlay(self.overlay(scene))

    def overlay(self, scene: Scene) -> Overlay:
        """For one picture: the automatic colour is its own."""
        from objremove_gui.ui.canvas.buffers import Overlay, Pattern

        get = self._settings.get
        chosen: str = get("overlay_colour")
        red, green, blue = bytes.fromhex(chosen[1:]) if chosen else scene.contrast
        pattern = Pattern(get("overlay_pattern"))
        return Overlay((red, green, blue), get("overlay_opacity") / 100, pattern, get("overlay_outline"))
