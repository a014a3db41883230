namespace Beamer.Core.Tables;

/// <summary>The rows of a pool in pages, so that a changed table shares all pages in which nothing changed.</summary>
/// <remarks>
/// <code>
///               page 0   page 1   page 2         page 128
///             +--------+--------+--------+ ... +----------+ ...
/// whole       |        as a snapshot brought it, one array      for all tables that follow from the snapshot
///             +--------+--------+--------+ ... +----------+ ...
///
/// changed     |           group 0        | ... | group 1:    references, each table's own
///             |  null      o       null        |   null
///             +------------|-------------+ ... +----------+ ...
///                          v
///                       32 rows              shared by all tables with the same rows there
/// </code>
/// A snapshot is one array and not one for each page: to allocate 32,768 of them takes longer than all else that a
/// snapshot needs. So a table holds at most twice its rows. With K = 2 a page is 512 bytes: 1,000 rows that lie
/// anywhere cost half a megabyte, and the references to the pages of a million rows a quarter. These lie in groups,
/// because one array of them would be a large object, which only the longest collections give back.
/// </remarks>
internal readonly struct RowPages
{
    /// <summary>Rows of a page; the last page may have fewer.</summary>
    public const int PageRows = 32;

    private const int GroupPages = 128;

    private readonly uint[] _whole;
    private readonly uint[]?[]?[]? _changed;
    private readonly int _stride;

    /// <param name="words">One row after the other; nobody may change them afterwards.</param>
    /// <param name="stride">Words per row.</param>
    public RowPages(uint[] words, int stride)
        : this(words, null, stride)
    {
    }

    private RowPages(uint[] whole, uint[]?[]?[]? changed, int stride)
    {
        _whole = whole;
        _changed = changed;
        _stride = stride;
    }

    /// <summary>How many pages.</summary>
    public int Count => (_whole.Length + PageWords - 1) / PageWords;

    /// <summary>All rows in one array, if they still lie in one; only to be read.</summary>
    public uint[]? Whole => _changed is null ? _whole : null;

    private int PageWords => PageRows * _stride;

    private int GroupCount => (Count + GroupPages - 1) / GroupPages;

    /// <summary>The rows of a page, one after the other.</summary>
    public ReadOnlySpan<uint> this[int page] => Changed(page) ?? PageOfWhole(page);

    /// <summary>The words of a bucket's row.</summary>
    public ReadOnlySpan<uint> WordsOf(int bucket) => Changed(bucket / PageRows) is { } page
        ? page.AsSpan(bucket % PageRows * _stride, _stride)
        : _whole.AsSpan(bucket * _stride, _stride);

    /// <summary>The same rows, of which <see cref="Own"/> may then change some.</summary>
    public RowPages Fork()
    {
        uint[]?[]?[] changed = new uint[]?[GroupCount][];
        _changed?.CopyTo(changed, 0);
        return new RowPages(_whole, changed, _stride);
    }

    /// <summary>A row of a fork, to be written.</summary>
    /// <param name="bucket">Its bucket.</param>
    /// <param name="origin">What this was forked from: a page that is still its page is copied first.</param>
    public Span<uint> Own(int bucket, RowPages origin)
    {
        int page = bucket / PageRows;
        ref uint[]?[]? group = ref _changed![page / GroupPages];
        if (group is null) group = new uint[GroupPages][];
        else if (group == origin._changed?[page / GroupPages]) group = [.. group];
        ref uint[]? own = ref group[page % GroupPages];
        if (own is null || own == origin.Changed(page)) own = [.. origin[page]];
        return own.AsSpan(bucket % PageRows * _stride, _stride);
    }

    /// <summary>The first page whose memory is not the other's; <see cref="Count"/> when there is none.</summary>
    /// <param name="other">As many pages.</param>
    /// <param name="from">Where to begin.</param>
    public int NextNotShared(RowPages other, int from)
    {
        if (_whole != other._whole) return from;
        int page = from;
        while (page < Count)
        {
            uint[]?[]? mine = _changed?[page / GroupPages], others = other._changed?[page / GroupPages];
            int end = Math.Min((page | (GroupPages - 1)) + 1, Count);
            if (mine == others) page = end;
            for (; page < end; page++)
            {
                if (mine?[page % GroupPages] != others?[page % GroupPages]) return page;
            }
        }

        return page;
    }

    private uint[]? Changed(int page) => _changed?[page / GroupPages]?[page % GroupPages];

    private ReadOnlySpan<uint> PageOfWhole(int page) =>
        _whole.AsSpan(page * PageWords, Math.Min(PageWords, _whole.Length - (page * PageWords)));
}
