"""SAM CLI, with the URLs that it writes for AWS: `sam delete` cannot read those of the emulator."""

from samcli.cli.main import cli
from samcli.lib.package.s3_uploader import S3Uploader


def url_of(uploader: S3Uploader, key: str, version: str | None = None) -> str:
    """Return an object's URL at AWS; the emulator reads the path of it only."""
    return f"https://s3.amazonaws.com/{uploader.bucket_name}/{key}" + (
        f"?versionId={version}" if version else ""
    )


S3Uploader.to_path_style_s3_url = url_of

if __name__ == "__main__":
    cli(prog_name="sam")
