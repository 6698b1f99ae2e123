"""Making the database, or bringing an older one to this version (`avvik init`)."""

import os
from contextlib import closing
from pathlib import Path

from core.errors import Unusable
from core.store import engine, schema
from core.store.db import connect, translate
from core.store.transaction import transact


def create(path: Path) -> tuple[int, int]:
    """Create or upgrade; answers the versions before and after. A new folder is for its owner alone (0700).

    Raises: Unusable when the place cannot be used, or the file is not ours or newer.
    """
    schema.check_place(path, must_exist=False)
    engine.check()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable("database.folder", path=str(path.parent), error=error.strerror or "") from None
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise Unusable("database.folder", path=str(path.parent), error=os.strerror(13))
    try:
        with closing(connect(path)) as db:
            schema.check_not_newer(db)
            return transact(db, schema.migrate)
    except engine.Error as error:
        raise translate(error, path) from error
