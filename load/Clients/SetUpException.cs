namespace SyncServer.Load.Clients;

/// <summary>A run cannot start. The message is shown on one line.</summary>
internal sealed class SetUpException : Exception
{
    public SetUpException()
    {
    }

    public SetUpException(string message)
        : base(message)
    {
    }

    public SetUpException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
