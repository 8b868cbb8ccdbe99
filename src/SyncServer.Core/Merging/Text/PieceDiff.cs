using DiffPlex;
using DiffPlex.Model;

namespace SyncServer.Core.Merging.Text;

/// <summary>
/// Finds the differences between two sequences of pieces (lines or words, by number). The common beginning and end are cut off first, and the rest is cut at
/// its <see cref="Anchors"/>. The library, which has no limits of its own, finds the shortest edit of each part between.
/// </summary>
internal sealed class PieceDiff
{
    // The fixed cost of a call of the library, in pieces.
    private const int CallPieces = 10;

    // The pieces from the first difference to the last, by number.
    private readonly int[] _old;
    private readonly int[] _new;
    private readonly bool[] _removed;
    private readonly bool[] _added;
    private readonly Work _work;

    // The last round in which a piece occurred.
    private readonly int[] _seen;
    private int _round;

    private PieceDiff(ReadOnlySpan<int> old, ReadOnlySpan<int> @new, int numbers, Work work)
    {
        _old = [.. old];
        _new = [.. @new];
        _removed = new bool[_old.Length];
        _added = new bool[_new.Length];
        _work = work;
        _seen = new int[numbers];
    }

    /// <summary>The differences in order. Between two of them is always at least one equal piece.</summary>
    /// <param name="old">The old pieces.</param>
    /// <param name="new">The new pieces, cut like the old ones.</param>
    /// <param name="numbers">Numbers the pieces of both.</param>
    /// <param name="work">The steps that may be spent.</param>
    public static List<Hunk> Between(Pieces old, Pieces @new, PieceNumbers numbers, Work work)
    {
        var (changed, newChanged) = (@new.SameFirst..(old.Count - @new.SameLast), @new.SameFirst..(@new.Count - @new.SameLast));
        var (count, newCount) = (changed.End.Value - @new.SameFirst, newChanged.End.Value - @new.SameFirst);
        if (count == 0 || newCount == 0 || count > MergeLimits.Pieces || newCount > MergeLimits.Pieces)
        {
            return count == 0 && newCount == 0 ? [] : [new Hunk(@new.SameFirst, count, @new.SameFirst, newCount)];
        }

        var oldNumbers = old.Numbers(changed, numbers);
        var newNumbers = @new.Numbers(newChanged, numbers);
        var diff = new PieceDiff(oldNumbers, newNumbers, numbers.Count, work);
        diff.Run();
        return diff.Hunks(@new.SameFirst);
    }

    /// <summary>The differences in order. Between two of them is always at least one equal piece.</summary>
    /// <param name="old">The numbers of the old pieces.</param>
    /// <param name="new">The numbers of the new pieces.</param>
    /// <param name="numbers">The highest number plus one.</param>
    /// <param name="work">The steps that may be spent.</param>
    public static List<Hunk> Between(ReadOnlySpan<int> old, ReadOnlySpan<int> @new, int numbers, Work work)
    {
        if (old.Length > MergeLimits.Pieces || @new.Length > MergeLimits.Pieces)
        {
            return [new Hunk(0, old.Length, 0, @new.Length)];
        }

        var diff = new PieceDiff(old, @new, numbers, work);
        diff.Run();
        return diff.Hunks(shift: 0);
    }

    private void Run()
    {
        var (start, newStart, end, newEnd) = Trim(0, 0, _old.Length, _new.Length);
        if (start < end && newStart < newEnd)
        {
            var (first, newFirst) = (start, newStart);
            foreach (var (at, newAt) in Anchors.Between(_old.AsSpan(start..end), _new.AsSpan(newStart..newEnd), _seen.Length))
            {
                Mark(start, newStart, first + at, newFirst + newAt);
                (start, newStart) = (first + at + 1, newFirst + newAt + 1);
            }
        }

        Mark(start, newStart, end, newEnd);
    }

    private void Mark(int start, int newStart, int end, int newEnd)
    {
        (start, newStart, end, newEnd) = Trim(start, newStart, end, newEnd);
        if (start == end && newStart == newEnd)
        {
            return;
        }

        _removed.AsSpan(start..end).Fill(true);
        _added.AsSpan(newStart..newEnd).Fill(true);

        // A piece that does not occur on the other side cannot have a counterpart.
        var old = Shared(_old, start, end, _new.AsSpan(newStart..newEnd));
        var @new = Shared(_new, newStart, newEnd, _old.AsSpan(start..end));
        long max = CallPieces + old.Count + @new.Count;
        if (old.Count == 0 || !_work.TrySpend(max * max))
        {
            return;
        }

        var oldData = new ModificationData("") { HashedPieces = [.. old.Select(i => _old[i])], Modifications = new bool[old.Count] };
        var newData = new ModificationData("") { HashedPieces = [.. @new.Select(i => _new[i])], Modifications = new bool[@new.Count] };
        Library.Mark(oldData, newData);
        for (var i = 0; i < old.Count; i++)
        {
            _removed[old[i]] = oldData.Modifications[i];
        }

        for (var i = 0; i < @new.Count; i++)
        {
            _added[@new[i]] = newData.Modifications[i];
        }
    }

    private (int Start, int NewStart, int End, int NewEnd) Trim(int start, int newStart, int end, int newEnd)
    {
        var same = _old.AsSpan(start..end).CommonPrefixLength(_new.AsSpan(newStart..newEnd));
        (start, newStart) = (start + same, newStart + same);
        while (start < end && newStart < newEnd && _old[end - 1] == _new[newEnd - 1])
        {
            (end, newEnd) = (end - 1, newEnd - 1);
        }

        return (start, newStart, end, newEnd);
    }

    /// <summary>The pieces that also occur on the other side.</summary>
    private List<int> Shared(int[] pieces, int start, int end, ReadOnlySpan<int> others)
    {
        var shared = new List<int>();
        if (start == end)
        {
            return shared;
        }

        _round++;
        foreach (var other in others)
        {
            _seen[other] = _round;
        }

        for (var i = start; i < end; i++)
        {
            if (_seen[pieces[i]] == _round)
            {
                shared.Add(i);
            }
        }

        return shared;
    }

    private List<Hunk> Hunks(int shift)
    {
        var hunks = new List<Hunk>();
        var (at, newAt) = (0, 0);
        while (at < _removed.Length || newAt < _added.Length)
        {
            var (start, newStart) = (at, newAt);
            while (at < _removed.Length && _removed[at])
            {
                at++;
            }

            while (newAt < _added.Length && _added[newAt])
            {
                newAt++;
            }

            if (at > start || newAt > newStart)
            {
                hunks.Add(new Hunk(shift + start, at - start, shift + newStart, newAt - newStart));
            }
            else
            {
                (at, newAt) = (at + 1, newAt + 1);
            }
        }

        return hunks;
    }

    /// <summary>Gives access to the library's comparison of numbers. Its public methods split and number texts themselves.</summary>
    private sealed class Library : Differ
    {
        public static void Mark(ModificationData old, ModificationData @new) => BuildModificationData(old, @new);
    }
}
