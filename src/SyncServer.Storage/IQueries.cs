namespace SyncServer.Storage;

/// <summary>Runs queries of EF Core on a store.</summary>
internal interface IQueries<out TDb>
    where TDb : StoreDb
{
    /// <summary>Runs a query on a new context. The query may run more than once.</summary>
    Task<T> RunAsync<T>(Func<TDb, CancellationToken, Task<T>> query);
}
