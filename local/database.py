"""What Medusa's database contains, read directly, without Medusa."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import threading
from typing import Any, Self, TextIO, cast
from urllib.parse import urlsplit

from local import postgres
from local.config import MEDUSA, PlatformError

# A client for each question: a reused one would not outlive a stopped PostgreSQL.
_PROGRAM = """
const { Client } = require("pg")
const lines = require("readline").createInterface({ input: process.stdin })
lines.on("line", async (line) => {
  const { sql, values } = JSON.parse(line)
  const client = new Client({ connectionString: process.env.DATABASE_URL })
  client.on("error", () => {}) // PostgreSQL may be stopped between the response and the end.
  try {
    await client.connect()
    console.log(JSON.stringify({ rows: (await client.query(sql, values)).rows }))
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }))
  }
  await client.end().catch(() => {})
})
"""


class Database:
    """Runs SQL with Node's client, which comes with Medusa."""

    def __init__(self, address: str) -> None:
        """Connect to the platform's database; ``address`` is ``127.0.0.1:9543``."""
        port = urlsplit(f"//{address}").port or 0
        self._lock = threading.Lock()
        self._node = subprocess.Popen(
            [shutil.which("node") or "node", "-e", _PROGRAM],
            cwd=MEDUSA,
            env={"DATABASE_URL": postgres.url(port), "PATH": ""},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._in = cast("TextIO", self._node.stdin)
        self._out = cast("TextIO", self._node.stdout)

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """Return the rows of a statement, with ``values`` for its parameters: $1 is the first."""
        with self._lock:
            self._in.write(json.dumps({"sql": sql, "values": values}) + "\n")
            self._in.flush()
            response = json.loads(self._out.readline())
        if "error" in response:
            raise PlatformError(f"PostgreSQL: {response['error']}")
        rows: list[dict[str, Any]] = response["rows"]
        return rows

    def number(self, sql: str, *values: Any) -> int:
        """Return the integer part of the one number that a statement reads; a quantity may have more."""
        (row,) = self.rows(sql, *values)
        return math.floor(float(next(iter(row.values())) or 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._in.close()
        self._out.close()
        self._node.wait(10)
