package backup.holdfast.cli.term;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Columns of text, as wide as they need to be, three spaces apart, as kubectl prints them. */
public final class Table {
    private static final String GAP = "   ";

    private final List<List<String>> rows = new ArrayList<>();
    private final List<Colour> colours = new ArrayList<>();
    private int coloured = -1;

    public Table(String... headings) {
        rows.add(List.of(headings));
        colours.add(Colour.NONE);
    }

    /** The one of a heading gets the colours of rows. */
    public Table colouring(String heading) {
        coloured = rows.get(0).indexOf(heading);
        return this;
    }

    /** An empty cell is shown as a dash, so that columns can be counted. */
    public void row(String... cells) {
        row(Colour.NONE, cells);
    }

    /** A row whose coloured column has this colour. */
    public void row(Colour colour, String... cells) {
        if (cells.length != rows.get(0).size()) {
            throw new IllegalArgumentException("a row of " + cells.length + " cells in a table of "
                    + rows.get(0).size());
        }
        rows.add(Arrays.stream(cells).map(cell -> cell.isEmpty() ? "-" : cell).toList());
        colours.add(colour);
    }

    /** The lines, without blanks at their ends. */
    public List<String> lines() {
        return lines(Paint.PLAIN);
    }

    /** The same, in colours if there are any. */
    public List<String> lines(Paint paint) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (int n = 0; n < rows.size(); n++) {
            List<String> row = rows.get(n);
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(i == 0 ? "" : GAP);
                line.append(i == coloured ? paint.of(colours.get(n), row.get(i)) : row.get(i));
                line.append(" ".repeat(widths[i] - row.get(i).length()));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
