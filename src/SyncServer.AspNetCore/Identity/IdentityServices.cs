using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Caching.Memory;
using SyncServer.Core.Access;
using SyncServer.Settings;
using SyncServer.Storage;

namespace SyncServer.Identity;

/// <summary>Registers the services of this folder.</summary>
internal static class IdentityServices
{
    /// <summary>Adds sessions, access control and service accounts.</summary>
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<ServiceAccounts>();
        services.AddSingleton<IAuthorizationHandler, ServicePermissionHandler>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<Permissions>();
        services.AddSingleton<IAuthorizationHandler, DocumentRoleHandler>();
        services.AddAuthorization();
    }

    /// <summary>Adds accounts, guests, their tokens and an external OpenID provider.</summary>
    /// <exception cref="InvalidSettingException">A setting is invalid.</exception>
    public static IServiceCollection AddAccounts(this IServiceCollection services, SyncSettings settings)
    {
        // The signing keys are stored in the database, so that tokens stay valid after a restart and on every node.
        services.AddDataProtection().SetApplicationName("SyncServer");
        services.AddOptions<KeyManagementOptions>().Configure<IKeyStore>((options, keys) => options.XmlRepository = new KeyRepository(keys));
        var authentication = services.AddAuthentication(BearerTokenDefaults.AuthenticationScheme).AddBearerToken(options =>
        {
            options.BearerTokenExpiration = TimeSpan.FromMinutes(15);
            options.RefreshTokenExpiration = RefreshFamilies.Life;
        });
        OpenId.Read(settings.Values, settings.IsDevelopment)?.AddTo(authentication);
        services.AddOptions<BearerTokenOptions>(BearerTokenDefaults.AuthenticationScheme).PostConfigure(options =>
            options.BearerTokenProtector = new TicketCache(options.BearerTokenProtector, new MemoryCache(new MemoryCacheOptions { SizeLimit = TicketCache.Max })));
        services.AddDbContext<AccountsDb>((sp, options) => sp.GetRequiredService<DocumentStore>().Connect(options));
        services.AddUserManager().AddSignInManager();
        services.AddScoped<RefreshFamilies>();
        services.AddSingleton<IClaimsTransformation, TokenUseRecorder>();
        return services;
    }

    /// <summary>Adds the <see cref="UserManager{TUser}"/> of accounts, on a registered <see cref="AccountsDb"/>.</summary>
    public static IdentityBuilder AddUserManager(this IServiceCollection services) => services.AddIdentityCore<Account>(options =>
    {
        options.User.RequireUniqueEmail = true;
        // Length matters more than character classes.
        (options.Password.RequiredLength, options.Password.RequireNonAlphanumeric, options.Password.RequireUppercase) = (10, false, false);
        (options.Password.RequireLowercase, options.Password.RequireDigit) = (false, false);
    }).AddEntityFrameworkStores<AccountsDb>();
}
