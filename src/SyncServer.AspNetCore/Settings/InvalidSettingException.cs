namespace SyncServer.Settings;

/// <summary>A setting is invalid, which stops the start. The message is one line that names the key and the error.</summary>
public sealed class InvalidSettingException : Exception
{
    /// <param name="key">The key, as in the settings.</param>
    /// <param name="error">The rest of the sentence "The setting {key} …".</param>
    internal InvalidSettingException(string key, string error)
        : base($"The setting {key} {error}.")
    {
    }
}
