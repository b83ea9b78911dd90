"""Serving the site: granian in one process with threads, and the background worker beside it.

One process is what SQLite's one writer and the metrics' counters fit. The command's own process stays outside and
watches both; a signal to it ends them in good order, and they end by themselves if it is killed.
"""

from __future__ import annotations

import http.client
import ipaddress
import multiprocessing
import os
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tilth.kernel.errors import FileError, OptionError
from tilth_site.operations.lifeline import hold_on
from tilth_site.operations.starting import set_up
from tilth_site.operations.worker import Supervisor

if TYPE_CHECKING:
    from granian.server.mp import MPServer

__all__ = ["Address", "Announce", "serve"]

GRACE = 15
"""Seconds that requests in hand have when the server ends."""

Announce = Callable[[str], None]
"""Is told the site's address once it answers."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen, and the files of the certificate and its key (PEM); without them it is plain HTTP."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None

    @property
    def url(self) -> str:
        """The address as a browser takes it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}/"

    @property
    def near(self) -> str:
        """The host by which this machine itself reaches it."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)


def serve(
    address: Address, threads: int, *, worker: bool, plain_http: bool, host: str, announce: Announce
) -> None:
    """Serve until SIGTERM or SIGINT. ``host`` is a name that the site answers to; ``plain_http`` says that it may
    speak plain HTTP to other machines. To be called in the main thread.

    Raises OptionError where the address cannot be listened on or would carry logins unprotected, and FileError
    for a certificate that cannot be used.
    """
    _require_protection(address, plain_http)
    _require_certificate(address)
    _require_free(address)
    # Children begin with a clean memory: this process has threads and a database connection by now.
    multiprocessing.set_start_method("spawn", force=True)
    supervisor = Supervisor()
    server = _server(address, threads)
    if worker:
        server.on_startup(supervisor.start)
    watch = threading.Thread(target=_announce, args=(address, host, announce), daemon=True)
    server.on_startup(watch.start)
    try:
        server.serve(target_loader=_application)
    finally:
        supervisor.stop()


def _server(address: Address, threads: int) -> MPServer:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server.mp import MPServer

    # Its records go up to the root logger, where every log line is written the same way.
    logs = {"handlers": {}, "formatters": {}, "loggers": {"_granian": {"propagate": True}}}
    return MPServer(
        "tilth_site.wsgi:application",
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        websockets=False,
        workers=1,
        blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
        log_level=LogLevels.error,
        log_dictconfig=logs,
        ssl_cert=address.certificate,
        ssl_key=address.key,
    )


def _application(_target: str) -> Any:
    """The WSGI application, loaded in the child process that serves it."""
    hold_on(GRACE)
    set_up()
    from tilth_site.wsgi import application

    return application


def _require_protection(address: Address, plain_http: bool) -> None:
    if address.certificate or plain_http or _is_loopback(address.host):
        return
    raise OptionError(
        "serve.plain_http",
        f"Other machines would reach {address.url} over plain HTTP, and logins could be read on the way.",
        mend="Give --certificate and --key, or serve on 127.0.0.1 behind a proxy that ends TLS; "
        "TILTH_HTTP=1 allows it for a try-out.",
        data={"host": address.host},
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _require_certificate(address: Address) -> None:
    if (address.certificate is None) != (address.key is None):
        raise OptionError(
            "serve.certificate",
            "A certificate and its key go together.",
            mend="Give both --certificate and --key.",
        )
    if address.certificate is None or address.key is None:
        return
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(address.certificate, address.key)
    except (OSError, ssl.SSLError) as error:
        raise FileError(
            "serve.certificate",
            f"The certificate cannot be used with the key {address.key}: {error.strerror or error}.",
            file=str(address.certificate),
            mend="Give PEM files of a certificate and of its own key, without a password.",
        ) from error


def _require_free(address: Address) -> None:
    """Try to listen, so that what is wrong is said in one sentence before anything starts."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((address.host, address.port))
        except OSError as error:
            raise OptionError(
                "serve.address",
                f"The site cannot listen on {address.host}:{address.port}: {os.strerror(error.errno or 0)}.",
                mend="Give another --port or --host, or end the program that listens there.",
                data={"host": address.host, "port": address.port},
            ) from error


def _announce(address: Address, host: str, announce: Announce) -> None:
    pause = threading.Event()
    while not _is_ready(address, host):
        pause.wait(0.1)
    announce(address.url)


def _is_ready(address: Address, host: str) -> bool:
    with suppress(OSError, http.client.HTTPException), closing(_connection(address)) as connection:
        connection.request("GET", "/readyz", headers={"Host": host})
        return connection.getresponse().status == http.HTTPStatus.OK
    return False


def _connection(address: Address) -> http.client.HTTPConnection:
    if address.certificate is None:
        return http.client.HTTPConnection(address.near, address.port, timeout=5)
    # It asks its own child on its own machine, under a name that the certificate need not have.
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return http.client.HTTPSConnection(address.near, address.port, timeout=5, context=context)
