package backup.holdfast.restic;

import backup.holdfast.restic.event.EventDecoder;
import backup.holdfast.restic.event.ResticEvent;
import backup.holdfast.restic.event.ResticEvent.Unrecognized;
import backup.holdfast.restic.process.Line;
import backup.holdfast.restic.process.LineFraming;
import backup.holdfast.restic.process.LineHandler.Activity;
import backup.holdfast.restic.process.StreamConsumer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The answer of a verb that prints an event a line and ends with a summary. */
final class EventAnswer<E extends ResticEvent> implements Answer<E> {

    private static final int MAX_LINE_BYTES = 1 << 20;

    private final EventDecoder decoder;
    private final Class<E> summary;
    private final ProgressMeter meter = new ProgressMeter();
    private volatile @Nullable E answer;

    EventAnswer(EventDecoder decoder, Class<E> summary) {
        this.decoder = decoder;
        this.summary = summary;
    }

    @Override
    public StreamConsumer reader(Transcript transcript) {
        return new LineFraming(MAX_LINE_BYTES, line -> take(line, transcript));
    }

    private Activity take(Line line, Transcript transcript) {
        ResticEvent event = decoder.decode(line.text());
        if (event instanceof Unrecognized) {
            transcript.stdoutProse(line.text());
            return Activity.PROGRESS;
        }
        if (summary.isInstance(event)) {
            answer = summary.cast(event);
        }
        transcript.event(event);
        return meter.activity(event);
    }

    @Override
    public Optional<E> value() {
        return Optional.ofNullable(answer);
    }
}
