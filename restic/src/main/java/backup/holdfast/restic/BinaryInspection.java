package backup.holdfast.restic;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/** What was found where a restic should be. Each unusable case says what to do. */
public sealed interface BinaryInspection {

    /** A sentence for people. */
    String describe();

    record Usable(ResticBinary binary) implements BinaryInspection {
        public Usable {
            requireNonNull(binary, "binary is null");
        }

        @Override
        public String describe() {
            return "restic " + binary.version() + " at " + binary.path();
        }
    }

    /** {@code searched} is the path that was given, or the search path. */
    record Absent(String searched) implements BinaryInspection {
        public Absent {
            requireNonNull(searched, "searched is null");
        }

        @Override
        public String describe() {
            return "there is no restic at " + searched + "; install restic " + ResticVersion.MINIMUM + " or newer";
        }
    }

    record NotExecutable(Path path) implements BinaryInspection {
        public NotExecutable {
            requireNonNull(path, "path is null");
        }

        @Override
        public String describe() {
            return path + " is not an executable file; make it one with chmod +x, or name another";
        }
    }

    record TooOld(Path path, ResticVersion found) implements BinaryInspection {
        public TooOld {
            requireNonNull(path, "path is null");
            requireNonNull(found, "found is null");
        }

        @Override
        public String describe() {
            return path + " is restic " + found + ", but " + ResticVersion.MINIMUM + " or newer is needed; replace it";
        }
    }

    /** It runs but does not answer as restic does. */
    record NotRestic(Path path, String answer) implements BinaryInspection {
        public NotRestic {
            requireNonNull(path, "path is null");
            requireNonNull(answer, "answer is null");
        }

        @Override
        public String describe() {
            return path + " does not answer \"version\" as restic does (" + answer + "); name another binary";
        }
    }
}
