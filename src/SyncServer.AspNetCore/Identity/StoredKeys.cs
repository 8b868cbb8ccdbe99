using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using SyncServer.Core.Access;

namespace SyncServer.Identity;

/// <summary>Keeps the signing keys where the documents are (protocol 11).</summary>
internal sealed class StoredKeys(IKeyStore keys) : IXmlRepository
{
    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements() => [.. keys.ReadAll().Select(XElement.Parse)];

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName) => keys.Add(friendlyName, element.ToString(SaveOptions.DisableFormatting));
}
