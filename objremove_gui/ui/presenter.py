"""Keeps the window in step with the editor and the runner: who hears whom."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from objremove_gui.i18n import tr
from objremove_gui.settings import Settings
from objremove_gui.ui.amounts import Amounts
from objremove_gui.ui.background import Background
from objremove_gui.ui.commands import Commands
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.keys_shown import ShownKeys
from objremove_gui.ui.live_mask import LiveMask
from objremove_gui.ui.mask_look import MaskLook
from objremove_gui.ui.message_bar import Kind
from objremove_gui.ui.outcomes import Outcomes
from objremove_gui.ui.pointed_pixel import PointedPixel
from objremove_gui.ui.removing import Removing
from objremove_gui.ui.results.variants import Variants
from objremove_gui.ui.theme import Theme

if TYPE_CHECKING:
    from objremove_gui.jobs.progress import JobProgress
    from objremove_gui.ui.main_window import MainWindow
    from objremove_gui.ui.picture import Picture
    from objremove_gui.ui.results.panel import ResultsPanel

# How long an announcement stays in the status line, in milliseconds.
ANNOUNCED_FOR = 5000


class Presenter(QObject):
    """Connects everything once; its methods show one thing each."""

    def __init__(
        self,
        window: MainWindow,
        settings: Settings,
        editor: Editor,
        removing: Removing,
        variants: Variants,
        commands: Commands,
        live: LiveMask,
        background: Background,
        theme: Theme,
        report: Callable[[BaseException], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._editor = editor
        self._removing = removing
        self._variants = variants
        self._commands = commands
        self._live = live
        self._background = background
        self._theme = theme
        self._shown: Picture | None = None
        self._look = MaskLook(window, settings, editor)
        self._results: ResultsPanel | None = None
        self._pixel = PointedPixel(window.status, editor, self)
        self._listen_to_editor()
        self._listen_to_removing()
        self._outcomes = Outcomes(window, editor, (removing, variants), commands.pictures.go_to, report)
        self._listen_to_window()
        theme.changed.connect(window.take_theme)
        settings.on_change.append(self._on_setting)
        ShownKeys(window, settings, commands.views)
        self.show_scene()
        self.show_tool()
        for key in Amounts._fields:
            window.options.set_amount(key, settings.get(key))

    # -- connections

    def _listen_to_editor(self) -> None:
        self._editor.scene_changed.connect(self.show_scene)
        self._editor.state_changed.connect(self.show_state)
        self._editor.tool_changed.connect(self.show_tool)
        self._editor.turns.held.connect(self.hold_painting)

    def _listen_to_removing(self) -> None:
        for runner in (self._removing, self._variants):
            runner.started.connect(self.show_state)
            runner.progressed.connect(self.show_progress)
            runner.ended.connect(self.show_jobs)

    def _listen_to_window(self) -> None:
        window, editor, commands = self._window, self._editor, self._commands
        canvas, options, status = window.canvas, window.options, window.status
        canvas.view_changed.connect(self.show_zoom)
        canvas.pointer_moved.connect(self._pixel.note)
        canvas.stroke_ended.connect(self.end_stroke)
        canvas.work_waits.connect(editor.search)
        canvas.label_changed.connect(self._show_dragged)
        canvas.pen_turned.connect(editor.turn_pen)
        canvas.diameter_wanted.connect(editor.set_diameter)
        canvas.announced.connect(lambda text: status.showMessage(text, ANNOUNCED_FOR))
        canvas.escaped.connect(self._live.cancel)
        canvas.size_stepped.connect(lambda step: editor.step_diameter(larger=step > 0))
        window.compare.closed.connect(commands.views.show_canvas)
        window.compare.view_changed.connect(self.show_zoom)
        options.option_changed.connect(editor.set_option)
        options.opacity_changed.connect(partial(self._settings.put, "overlay_opacity"))
        options.amount_changed.connect(self._settings.put)
        status.zoom_wanted.connect(commands.views.zoom_to)
        status.fit_wanted.connect(commands.views.fit)
        for ended in (options.entry_ended, status.entry_ended):
            ended.connect(canvas.setFocus)
        window.mask_panel.amount_changed.connect(self._live.set_amount)
        window.mask_panel.kept.connect(self._live.keep)
        window.mask_panel.cancelled.connect(self._live.cancel)
        window.dropped.connect(lambda files: commands.files.open_soon([Path(file) for file in files]))

    def _results_with_a_photo(self) -> ResultsPanel | None:
        """The panel comes with the first photo; None before that."""
        window = self._window
        if self._results is None and self._editor.document is not None:
            self._results = window.results
            self._results.removals.chosen.connect(self._commands.views.compare)
            self._commands.results.follow(self._results)
            window.history.chosen.connect(self._editor.steps.go_to)
        return self._results

    def hold_painting(self, held: bool) -> None:
        """The mask is worked on elsewhere, or free again."""
        painting = self._window.canvas.input
        if held:
            painting.hold_back(self._editor.turns.when_free)
        else:
            painting.go_on()
        self._commands.refresh()

    # -- what is shown

    def show_scene(self) -> None:
        """Another picture, or none."""
        window, scene, picture = self._window, self._editor.scene, self._editor.picture
        before, self._shown = self._shown, picture
        if before is not None:
            before.view = None if window.canvas.is_fitted else window.canvas.viewport
        self._commands.views.show_canvas()
        self._commands.views.show_result()
        window.pages.setCurrentWidget(window.welcome if scene is None else window.canvas)
        window.options.setVisible(scene is not None)
        if scene is None or picture is None:
            window.canvas.show_scene(None)
        else:
            view = picture.view
            if before is not None and self._settings.get("keep_view"):
                view = before.view
            size = window.canvas.device_size()
            viewport = None if view is None else view.over(scene.size, size)
            window.canvas.show_scene(scene, viewport, self._look.overlay(scene))
        self._look.show()
        window.compare.show_scene(None)
        window.status.show_photo(None if scene is None else (scene.size.width, scene.size.height))
        # Another picture lies under a pointer that rests.
        self._pixel.note(window.canvas.pointed)
        if scene is not None and not self._is_in_strip():
            window.canvas.setFocus()
        self.show_jobs()

    def _is_in_strip(self) -> bool:
        """Whether the person steps through the pictures by keys in the strip, and wants to go on."""
        return any(strip.hasFocus() for strip in self._window.findChildren(QWidget, "pictureStrip"))

    def show_state(self) -> None:
        """Names of undo and redo, the list of removals, the title, what can be done."""
        window, document = self._window, self._editor.document
        actions = window.actions_by_id
        for action_id, verb, name in (
            ("undoAction", tr("&Undo"), "" if document is None else document.history.undo_name),
            ("redoAction", tr("&Redo"), "" if document is None else document.history.redo_name),
        ):
            actions[action_id].setText(tr("{verb}: {step}", verb=verb, step=name) if name else verb)
        results = self._results_with_a_photo()
        if results is not None:
            scene = self._editor.scene
            results.show_document(document, None if scene is None else scene.colours)
            window.history.show_history(None if document is None else document.history)
        name = self._editor.title
        window.setWindowTitle(f"{name}[*] – ObjRemove" if name else "ObjRemove")
        window.setWindowModified(self._editor.is_dirty)
        if document is None or not document.removals:
            self._commands.views.show_canvas()
        self._commands.refresh()
        self._pixel.look_again()

    def show_tool(self) -> None:
        """The tool in force, its options and the size of its tip."""
        window, editor = self._window, self._editor
        tool, diameter = editor.tool, editor.diameter
        window.actions_by_id[f"{editor.tool_id}Action"].setChecked(True)
        window.canvas.use_tool(tool, diameter, pans=editor.tool_id == "pan")
        window.options.setEnabled(not editor.rests)
        if not editor.rests and editor.document is not None:
            # Without a picture the bar is not seen, and the next one has the same tools.
            window.options.show_tool(tool)
        window.status.show_brush(diameter or None)
        window.status.show_hint("" if tool is None else tr(tool.info.hint))

    def _show_dragged(self) -> None:
        """What a drag sets of the tool's options."""
        tool = self._window.canvas.tool
        if tool is not None:
            self._window.options.show_tool(tool)

    def show_zoom(self) -> None:
        """The zoom of what is looked at, canvas or comparison."""
        window = self._window
        view = window.compare if window.pages.currentWidget() is window.compare else window.canvas
        window.status.show_zoom(view.viewport.zoom)

    def end_stroke(self) -> None:
        """A stroke has ended: tell where it was in vain, and remove at once where that is set."""
        self._editor.stroke_ended()
        self._commands.refresh()
        tool, document = self._editor.tool, self._editor.document
        if tool is not None and tool.info.in_vain and document is not None and not document.removals:
            self._window.messages.say(Kind.INFO, tr(tool.info.in_vain))
        if self._settings.get("run_on_stroke") and not self._settings.get("endpoint"):
            self._remove_marked()

    def _remove_marked(self) -> None:
        document = self._editor.document
        if document is not None and not document.mask.is_empty and not self._removing.is_running:
            self._commands.removals.remove()

    # -- the job

    def show_progress(self, progress: JobProgress) -> None:
        """How far the shown picture's run is."""
        from objremove_gui.jobs.progress import STAGE_TITLES

        self._window.status.job.show_stage(tr(STAGE_TITLES[progress.stage]), progress.fraction)

    def show_jobs(self) -> None:
        """What is under way for the picture that is shown."""
        self._window.status.job.end()
        for runner in (self._removing, self._variants):
            if runner.progress is not None:
                self.show_progress(runner.progress)
        self.show_state()

    def _on_setting(self, key: str) -> None:
        if key == "theme":
            self._theme.choose(self._settings.get("theme"))
        if key in Amounts._fields:
            self._window.options.set_amount(key, self._settings.get(key))
