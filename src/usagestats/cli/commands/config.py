"""`usagestats config`."""

from __future__ import annotations

from usagestats.cli.options.groups import OutputOptions, SettingOptions, with_options


@with_options
def config(*, options: SettingOptions, output: OutputOptions) -> None:
    """Show every setting in force, and where it comes from.

    The first that sets a setting counts: an option, an environment variable (USAGESTATS_TIMEZONE
    for timezone, and so on), the catalog usagestats.toml, your own config.toml, the default.
    """
    from usagestats.cli.console.messages import Messages
    from usagestats.cli.console.output import destination_of
    from usagestats.cli.runs.config_run import settings_in_force
    from usagestats.diagnostics.settings import settings_report

    messages = Messages(options.quiet, options.verbose)
    rows, file, clock = settings_in_force(options, output, messages)
    destination_of(output, file, clock, messages).write(settings_report(rows, clock.zone))
