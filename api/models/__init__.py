"""The tables, one subject per file; importing this package registers all of them."""

from api.models.application import Application, ApplicationEvent, ApplicationPart
from api.models.attachment import Attachment
from api.models.attendance import Attendance, ConversationNote, StaffPresence
from api.models.audit import AuditEntry, AuditHead
from api.models.base import Base
from api.models.callback import Callback
from api.models.canned_reply import CannedReply
from api.models.consent import Consent
from api.models.conversation import Conversation
from api.models.encryption_key import EncryptionKey
from api.models.feedback import Feedback
from api.models.grant import Grant
from api.models.matter import Matter, MatterEvent
from api.models.message import Message
from api.models.outbox import OutboxEntry
from api.models.reminder import Reminder
from api.models.search_example import SearchExample
from api.models.staff import StaffAccount, StaffSession
from api.models.topic import ConversationTopic

__all__ = [
    "Application",
    "ApplicationEvent",
    "ApplicationPart",
    "Attachment",
    "Attendance",
    "AuditEntry",
    "AuditHead",
    "Base",
    "Callback",
    "CannedReply",
    "Consent",
    "Conversation",
    "ConversationNote",
    "ConversationTopic",
    "EncryptionKey",
    "Feedback",
    "Grant",
    "Matter",
    "MatterEvent",
    "Message",
    "OutboxEntry",
    "Reminder",
    "SearchExample",
    "StaffAccount",
    "StaffPresence",
    "StaffSession",
]
