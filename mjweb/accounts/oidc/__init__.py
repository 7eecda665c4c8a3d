"""Signing in by an OpenID provider; part of the site only where MJWEB_OIDC_ISSUER names one."""
