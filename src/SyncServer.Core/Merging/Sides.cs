namespace SyncServer.Core.Merging;

/// <summary>The same thing on each side of a merge.</summary>
/// <param name="Base">The version that both began with.</param>
/// <param name="Theirs">The head.</param>
/// <param name="Yours">The request.</param>
internal readonly record struct Sides<T>(T Base, T Theirs, T Yours)
{
    /// <summary>Something of each side.</summary>
    public Sides<TResult> Select<TResult>(Func<T, TResult> of) => new(of(Base), of(Theirs), of(Yours));

    /// <summary>Whether it holds on each side.</summary>
    public bool All(Func<T, bool> holds) => holds(Base) && holds(Theirs) && holds(Yours);
}
