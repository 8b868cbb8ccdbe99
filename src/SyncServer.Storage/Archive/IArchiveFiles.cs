namespace SyncServer.Storage.Archive;

/// <summary>The files of an archive, in a folder or in a zip file.</summary>
internal interface IArchiveFiles : IDisposable
{
    /// <summary>Opens a file; null if it does not exist.</summary>
    Stream? OpenRead(string name);

    /// <summary>Creates a file, or replaces it. One file at a time is written.</summary>
    Stream Create(string name);

    /// <summary>Closes a file that was created. In a folder it is durable then.</summary>
    void Close(Stream file);

    /// <summary>Makes what is written so far the state that an interrupted export continues from.</summary>
    void Save(ArchiveManifest manifest);
}
