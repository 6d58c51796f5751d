package backup.holdfast.cli;

import picocli.CommandLine.Option;

/** How a list is printed, as kubectl is told. */
final class OutputOptions {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "TABLE",
            description = "table, wide, json, yaml or name. Default: table")
    private Output format = Output.TABLE;

    Output format() {
        return format;
    }
}
