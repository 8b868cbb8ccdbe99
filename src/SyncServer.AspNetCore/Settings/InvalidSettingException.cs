namespace SyncServer.Settings;

/// <summary>A setting is wrong, which stops the start. The message is one line that names the key and says what is wrong.</summary>
public sealed class InvalidSettingException : Exception
{
    /// <param name="key">The key, as in the settings.</param>
    /// <param name="fault">What is wrong: a half-sentence that follows the key.</param>
    internal InvalidSettingException(string key, string fault)
        : base($"The setting {key} {fault}.")
    {
    }
}
