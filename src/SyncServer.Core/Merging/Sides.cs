namespace SyncServer.Core.Merging;

/// <summary>A value for each side of a merge.</summary>
/// <param name="Base">The version that both sides changed.</param>
/// <param name="Theirs">The head.</param>
/// <param name="Yours">The request.</param>
internal readonly record struct Sides<T>(T Base, T Theirs, T Yours)
{
    /// <summary>Maps each side.</summary>
    public Sides<TResult> Select<TResult>(Func<T, TResult> of) => new(of(Base), of(Theirs), of(Yours));

    /// <summary>Whether a condition holds for each side.</summary>
    public bool All(Func<T, bool> holds) => holds(Base) && holds(Theirs) && holds(Yours);
}
