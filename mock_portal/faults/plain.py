"""The faults that work by themselves, one file each; adding one touches its file and this table."""

from __future__ import annotations

from mock_portal.faults.announcement import Announcement
from mock_portal.faults.base import Fault
from mock_portal.faults.block_page import BlockPage
from mock_portal.faults.captcha import Captcha
from mock_portal.faults.certificate import Certificate
from mock_portal.faults.changed_date_format import ChangedDateFormat
from mock_portal.faults.consent_banner import ConsentBanner
from mock_portal.faults.doubled_element import DoubledElement
from mock_portal.faults.empty import Empty
from mock_portal.faults.empty_table import EmptyTable
from mock_portal.faults.garbled import Garbled
from mock_portal.faults.hung import Hung
from mock_portal.faults.idle_limit import IdleLimit
from mock_portal.faults.lock_out import LockOut
from mock_portal.faults.maintenance import Maintenance
from mock_portal.faults.mfa_skew import MfaSkew
from mock_portal.faults.moved_element import MovedElement
from mock_portal.faults.nothing import Nothing
from mock_portal.faults.other_provider import OtherProvider
from mock_portal.faults.paging_added import PagingAdded
from mock_portal.faults.rate_limit import RateLimit
from mock_portal.faults.redirect_loop import RedirectLoop
from mock_portal.faults.refused import Refused
from mock_portal.faults.removed_column import RemovedColumn
from mock_portal.faults.removed_element import RemovedElement
from mock_portal.faults.renamed_label import RenamedLabel
from mock_portal.faults.reset import Reset
from mock_portal.faults.self_submitting import SelfSubmitting
from mock_portal.faults.session_killed import SessionKilled
from mock_portal.faults.slow import Slow
from mock_portal.faults.slowing_down import SlowingDown
from mock_portal.faults.stale_on_back import StaleOnBack
from mock_portal.faults.stale_status import StaleStatus
from mock_portal.faults.status import Status
from mock_portal.faults.system_error import ErrorShown
from mock_portal.faults.thrown_back import ThrownBack
from mock_portal.faults.tls_only_old import TlsOnlyOld
from mock_portal.faults.translated import Translated
from mock_portal.faults.truncated import Truncated
from mock_portal.faults.wrong_content_type import WrongContentType

PLAIN: tuple[type[Fault], ...] = (
    Nothing,
    Slow,
    SlowingDown,
    Status,
    Refused,
    Reset,
    Hung,
    Truncated,
    Empty,
    Garbled,
    WrongContentType,
    RedirectLoop,
    Maintenance,
    ThrownBack,
    SessionKilled,
    IdleLimit,
    MfaSkew,
    LockOut,
    Captcha,
    RateLimit,
    BlockPage,
    RenamedLabel,
    DoubledElement,
    RemovedElement,
    MovedElement,
    RemovedColumn,
    EmptyTable,
    PagingAdded,
    Translated,
    ChangedDateFormat,
    OtherProvider,
    StaleStatus,
    StaleOnBack,
    SelfSubmitting,
    ErrorShown,
    Announcement,
    ConsentBanner,
    Certificate,
    TlsOnlyOld,
)
