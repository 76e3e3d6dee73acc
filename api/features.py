"""Every feature that people and programs call, one router a line."""

from __future__ import annotations

from fastapi import APIRouter

from api.analytics import endpoints as analytics
from api.analytics import pages as analytics_pages
from api.applications import endpoints as applications
from api.assessment import endpoints as assessment
from api.attachments import endpoints as attachments
from api.audit import endpoints as audit
from api.audit import pages as audit_pages
from api.cases import dispatch_pages
from api.cases import endpoints as cases
from api.cases import pages as case_pages
from api.chat import endpoints as chat
from api.extraction import endpoints as extraction
from api.gateway import endpoints as gateway
from api.gateway import pages as gateway_pages
from api.grants import pages as grant_pages
from api.handover import endpoints as handover
from api.handover import pages as handover_pages
from api.handover import resident
from api.hit_test import endpoints as hit_test
from api.hotline import endpoints as hotline
from api.hotline import pages as hotline_pages
from api.matters import endpoints as matters
from api.matters import pages as matters_pages
from api.privacy import endpoints as privacy
from api.privacy import pages as privacy_pages
from api.reminders import endpoints as reminders
from api.search import endpoints as search
from api.search import pages as policy_pages
from api.staff import endpoints as staff
from api.staff import identity_pages as identity
from api.staff import pages as staff_pages

FEATURES: tuple[APIRouter, ...] = (
    chat.router,
    resident.router,
    assessment.router,
    search.router,
    policy_pages.router,
    extraction.router,
    applications.router,
    attachments.router,
    cases.router,
    case_pages.router,
    dispatch_pages.router,
    staff.router,
    staff_pages.router,
    handover.router,
    handover_pages.router,
    identity.router,
    hit_test.router,
    hotline.router,
    hotline_pages.router,
    matters.tickets,
    matters.visits,
    matters_pages.router,
    grant_pages.router,
    gateway.router,
    gateway_pages.router,
    reminders.router,
    audit.router,
    privacy.router,
    privacy_pages.router,
    audit_pages.router,
    analytics.router,
    analytics_pages.router,
)
