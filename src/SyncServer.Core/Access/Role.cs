namespace SyncServer.Core.Access;

/// <summary>What somebody may do with one document (protocol 11): each may what the ones before may. The numbers are stored; they never change meaning.</summary>
public enum Role
{
    /// <summary>Reads it and is present.</summary>
    Viewer = 1,

    /// <summary>Saves and locks it.</summary>
    Editor = 2,

    /// <summary>Gives and takes roles.</summary>
    Owner = 3,
}
