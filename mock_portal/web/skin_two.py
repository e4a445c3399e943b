"""The skin 2.0: what the next portal might look like. It is our own invention; no source describes it."""

from __future__ import annotations

from mock_portal.web.messages import EUS
from mock_portal.web.sign_in_pages import (
    CODE_INCORRECT,
    EXPIRED,
    INACTIVE,
    INCORRECT,
    LOCKED,
    MFA_LOCKED,
    NOTICES,
    STATUS_MESSAGES,
)
from mock_portal.web.skins import Skin, SkinName
from mock_portal.web.systems import IA, PECOS

_ADDRESSES = {
    PECOS.login: "/app/sign-in",
    PECOS.mfa: "/app/verify",
    PECOS.logout: "/app/sign-out",
    PECOS.signed_out: "/app/signed-out",
    PECOS.timed_out: "/app/timed-out",
    PECOS.home: "/app/dashboard",
    "/pecos/myAssociates.do": "/app/providers",
    "/pecos/enrollments.do": "/app/providers/enrollments",
    "/pecos/enrollmentRecord.do": "/app/providers/record",
    "/pecos/applications.do": "/app/providers/applications",
    "/pecos/documents.do": "/app/providers/documents",
    "/pecos/credentials.do": "/app/providers/credentials",
    "/pecos/applicationStatus.do": "/app/applications/status",
    "/pecos/manageSignatures.do": "/app/signatures",
    "/pecos/revalidations.do": "/app/revalidations",
    "/pecos/feePaymentWelcome.do": "/app/fees",
    "/pecos/accountManagement.do": "/app/access",
    "/pecos/selfService.do": "/app/status",
    IA.login: "/app/account/sign-in",
    IA.mfa: "/app/account/verify",
    IA.logout: "/app/account/sign-out",
    IA.signed_out: "/app/account/signed-out",
    IA.timed_out: "/app/account/timed-out",
    IA.home: "/app/account",
    "/IAWeb/pendingConnections.do": "/app/account/requests",
    "/IAWeb/myProfile.do": "/app/account/profile",
    "/IAWeb/myConnections.do": "/app/account/connections",
    "/IAWeb/myStaff.do": "/app/account/team",
    "/IAWeb/resetPassword.do": "/app/account/password",
    "/keepAlive.do": "/app/session/extend",
    "/session.do": "/app/session",
}

_WORDS = {
    INCORRECT: "We do not recognize this username and password.",
    LOCKED: f"Account locked: three sign-in attempts failed. To unlock it, contact {EUS}",
    INACTIVE: (
        "Account locked: nobody signed in for more than 365 days. "
        "Verify your identity again to receive a new username."
    ),
    CODE_INCORRECT: "This code is wrong or has run out. Enter the newest one.",
    MFA_LOCKED: f"Account locked: too many wrong codes. To unlock it, contact {EUS}",
    EXPIRED: "Your password has run out. Choose a new one to go on; your enrollments stay as they are.",
    NOTICES["sign-in"]: "Sign in to see this page.",
    STATUS_MESSAGES["password-reset"]: "Your new password is set. Use it to sign in.",
    "The invitation is on its way by e-mail.": "The invitation is sent.",
    "The person is no longer on your staff.": "This person is off the team.",
    "The role is changed.": "This person has another part now.",
    "Enter your User ID.": "Enter your username.",
    "Enter your Password.": "Enter your password.",
    "You Have Signed Out": "You are signed out",
    "Session Timed Out": "Your session has ended",
    "System Maintenance": "We are doing maintenance",
    "Access Denied": "You cannot see this page",
    "Page Not Found": "We cannot find this page",
    "Go to sign-in": "Sign in",
    "Go to I&A sign-in": "Sign in to your account",
    "Go to PECOS sign-in": "Sign in to enrollment",
    "Back to I&A Home": "Back to your account",
    "Back to My Associates": "Back to your providers",
    "Back to Manage Signatures": "Back to signatures",
}

TWO = Skin(SkinName.TWO, "/app/", "two", _ADDRESSES, _WORDS)
