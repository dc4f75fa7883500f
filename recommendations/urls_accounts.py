"""Addresses of accounts. Names with an underscore are those by which allauth looks its own pages up."""

from django.urls import path

from recommendations.views import accounts, accounts_factors, accounts_people

urlpatterns = [
    path("accounts/", accounts.own_account, name="account"),
    path("accounts/sign-in/", accounts.sign_in, name="sign-in"),
    path("accounts/sign-in/", accounts.sign_in, name="account_login"),
    path("accounts/sign-in/code/", accounts.sign_in_code, name="mfa_authenticate"),
    path("accounts/sign-in/passkey/", accounts.sign_in_passkey, name="mfa_login_webauthn"),
    path("accounts/sign-out/", accounts.sign_out, name="sign-out"),
    path("accounts/confirm/", accounts.confirm, name="account_reauthenticate"),
    path("accounts/confirm/code/", accounts.confirm_code, name="mfa_reauthenticate"),
    path("accounts/confirm/passkey/", accounts.confirm_passkey, name="mfa_reauthenticate_webauthn"),
    path("accounts/sessions/", accounts.own_sessions, name="own-sessions"),
    path("accounts/sessions.<format:fmt>", accounts.own_sessions, name="own-sessions"),
    path("accounts/sessions/end/", accounts.end_sessions, name="end-sessions"),
    path("accounts/password/", accounts.password, name="account_change_password"),
    path("accounts/second-factor/", accounts_factors.factors, name="mfa_index"),
    path("accounts/second-factor/app/", accounts_factors.app_add, name="mfa_activate_totp"),
    path("accounts/second-factor/app/remove/", accounts_factors.app_remove, name="mfa_deactivate_totp"),
    path("accounts/second-factor/codes/", accounts_factors.codes, name="mfa_view_recovery_codes"),
    path("accounts/second-factor/codes/new/", accounts_factors.codes_new, name="mfa_generate_recovery_codes"),
    path("accounts/second-factor/passkey/", accounts_factors.passkey_add, name="mfa_add_webauthn"),
    path(
        "accounts/second-factor/passkey/<int:pk>/remove/",
        accounts_factors.passkey_remove,
        name="mfa_remove_webauthn",
    ),
    path("accounts/work-account/", accounts_factors.work_account, name="socialaccount_connections"),
    path(
        "accounts/work-account/<slug:provider_id>/sign-in/",
        accounts_factors.work_sign_in,
        name="openid_connect_login",
    ),
    path(
        "accounts/work-account/<slug:provider_id>/back/",
        accounts_factors.work_back,
        name="openid_connect_callback",
    ),
    path("accounts/people/", accounts_people.people, name="people"),
    path("accounts/people.<format:fmt>", accounts_people.people, name="people"),
    path("accounts/people/new/", accounts_people.new_person, name="new-person"),
    path("accounts/people/<str:username>/", accounts_people.person, name="person"),
    path("accounts/people/<str:username>/<slug:act>/", accounts_people.act, name="person-act"),
]
