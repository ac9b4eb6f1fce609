"""Says what came of the runs, for the picture that is shown and for others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from objremove_gui.errors import ObjremoveError
from objremove_gui.i18n import tr
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.message_bar import Kind, Message, Offer
from objremove_gui.ui.picture import Picture
from objremove_gui.ui.removing import Removing
from objremove_gui.ui.results.variants import Variants

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.core.history import Edit
    from objremove_gui.ui.main_window import MainWindow


class Outcomes(QObject):
    """``show`` shows another picture, ``report`` takes errors that are no sentence."""

    def __init__(
        self,
        window: MainWindow,
        editor: Editor,
        runners: tuple[Removing, Variants],
        show: Callable[[Picture], None],
        report: Callable[[BaseException], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._editor = editor
        self._show = show
        self._report = report
        # The message of a success, and the step that it is about.
        self._success: tuple[Message, Document, Edit] | None = None
        for runner in runners:
            runner.finished.connect(self._say_success)
            runner.failed.connect(self._say_failure)
        editor.state_changed.connect(self._look)

    def _say_success(self, picture: Picture, seconds: float) -> None:
        """Say that it is done, and offer to look closely."""
        time = f"{seconds:.1f}"
        if picture is not self._editor.picture:
            text = tr("“{name}”: removed in {seconds} s.", name=picture.title, seconds=time)
            self._window.messages.say(Kind.SUCCESS, text, "", self._offer_of(picture))
            return
        actions = self._window.actions_by_id
        offers = (
            Offer(tr("Compare"), actions["compareAction"].trigger, "compareOffer"),
            Offer(tr("Discard"), actions["discardAction"].trigger, "discardOffer"),
        )
        if self._success is not None:
            # Its buttons would be about this one.
            self._window.messages.withdraw(self._success[0])
        message = Message(Kind.SUCCESS, tr("Removed in {seconds} s.", seconds=time), offers=offers)
        self._window.messages.post(message)
        document = picture.document
        step = None if document is None else document.history.last
        self._success = None if document is None or step is None else (message, document, step)

    def _look(self) -> None:
        """What has been undone is no success any more."""
        if self._success is None:
            return
        message, document, step = self._success
        if document is not self._editor.document or not document.history.is_in_force(step):
            self._success = None
            self._window.messages.withdraw(message)

    def _say_failure(self, picture: Picture, error: BaseException) -> None:
        """A run has failed for a picture that is not shown."""
        if not isinstance(error, ObjremoveError):
            self._report(error)
            return
        text = tr("“{name}”: {reason}", name=picture.title, reason=error.message)
        self._window.messages.say(Kind.ERROR, text, error.hint, self._offer_of(picture))

    def _offer_of(self, picture: Picture) -> Offer:
        """To show another picture."""
        return Offer(tr("Show the picture"), partial(self._show, picture), "showPictureOffer")
