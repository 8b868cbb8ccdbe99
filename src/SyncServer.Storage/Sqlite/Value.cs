using SQLitePCL;

namespace SyncServer.Storage.Sqlite;

/// <summary>A parameter of a <see cref="Statement"/>: null, integer, text or blob.</summary>
internal readonly struct Value
{
    private readonly Kind _kind;
    private readonly long _number;
    private readonly string? _text;
    private readonly ReadOnlyMemory<byte> _blob;

    private Value(Kind kind, long number = 0, string? text = null, ReadOnlyMemory<byte> blob = default)
    {
        _kind = kind;
        _number = number;
        _text = text;
        _blob = blob;
    }

    private enum Kind
    {
        Null,
        Number,
        Text,
        Blob,
    }

    public static implicit operator Value(long? value) => value is { } number ? new(Kind.Number, number) : new(Kind.Null);

    public static implicit operator Value(long value) => new(Kind.Number, value);

    public static implicit operator Value(bool value) => new(Kind.Number, value ? 1 : 0);

    public static implicit operator Value(string value) => new(Kind.Text, text: value);

    public static implicit operator Value(ReadOnlyMemory<byte> value) => new(Kind.Blob, blob: value);

    public static implicit operator Value(byte[]? value) => value is null ? new(Kind.Null) : new(Kind.Blob, blob: value);

    public int Bind(sqlite3_stmt statement, int index) => _kind switch
    {
        Kind.Number => raw.sqlite3_bind_int64(statement, index, _number),
        Kind.Text => raw.sqlite3_bind_text(statement, index, _text!),
        Kind.Blob => _blob.IsEmpty ? raw.sqlite3_bind_zeroblob(statement, index, 0) : raw.sqlite3_bind_blob(statement, index, _blob.Span),
        _ => raw.sqlite3_bind_null(statement, index),
    };
}
