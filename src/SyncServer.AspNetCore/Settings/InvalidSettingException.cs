namespace SyncServer.Settings;

/// <summary>A setting that stops the start.</summary>
/// <param name="key">The key, as in the settings.</param>
/// <param name="fault">What is wrong: a half-sentence that follows the key.</param>
public sealed class InvalidSettingException(string key, string fault) : Exception($"The setting {key} {fault}.");
